//! The whole of Overcoat in one process, with an embedded S3 and replayed weather.
