//! mapping/zones
