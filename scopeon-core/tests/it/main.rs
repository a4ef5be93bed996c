//! Scopeon's words, laws and prices, tried from outside.

mod calendar;
mod join;
mod walls;
mod pricing;
mod words;
