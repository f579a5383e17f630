import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../check/command.ts';

/** For programs that tests need: kept from one run to the next. */
export const CACHE = join(root, 'node_modules', '.cache', 'latchkey');
mkdirSync(CACHE, { recursive: true });
