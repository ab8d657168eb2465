//! History and calendar to tensors: the one definition that trainer and inference share.
