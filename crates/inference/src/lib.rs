//! Serves 168-hour forecasts through ONNX Runtime.
