//! Trains, back-tests and publishes the forecaster.
