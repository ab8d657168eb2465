//! Turns a forecast into clothing.
