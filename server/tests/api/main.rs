//! The server from outside: over real TLS, in this process, on a database of its own.

mod config;
mod files;
mod given;
mod live;
mod lookups;
mod program;
mod sign_in;
mod world;
mod writes;
