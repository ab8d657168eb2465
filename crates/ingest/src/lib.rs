//! Crawls weather APIs into the lake.
