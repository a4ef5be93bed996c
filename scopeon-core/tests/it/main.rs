//! Scopeon's words, laws and prices, tried from outside.

mod calendar;
mod config;
mod join;
mod metrics;
mod pricing;
mod walls;
mod words;
