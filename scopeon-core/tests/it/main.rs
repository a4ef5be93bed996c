//! Scopeon's words, laws and prices, tried from outside.

mod config;
mod calendar;
mod join;
mod metrics;
mod walls;
mod pricing;
mod words;
