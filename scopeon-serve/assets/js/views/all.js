// The views, in the order in which they are shown.

import { cache } from './cache.js';
import { compare } from './compare.js';
import { explore } from './explore.js';
import { insights } from './insights.js';
import { limits } from './limits.js';
import { now } from './now.js';
import { sessions } from './sessions.js';
import { spend } from './spend.js';
import { tools } from './tools.js';

export const VIEWS = [now, spend, sessions, cache, tools, insights, limits, explore, compare];
