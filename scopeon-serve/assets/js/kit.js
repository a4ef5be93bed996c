// What views are made of, to be had from one place.

export { question } from './api.js';
export { bars } from './charts/bars.js';
export * from './charts/small.js';
export * from './columns.js';
export * from './dom.js';
export * from './format.js';
export * as state from './state.js';
export * from './ui/card.js';
export * from './ui/range.js';
