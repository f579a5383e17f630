import { controls } from './controls.ts';
import { dialogs } from './dialogs.ts';
import { flyout } from './flyout.ts';
import { list } from './list.ts';
import { theme } from './theme.ts';

export const styles = [theme, controls, list, dialogs, flyout];
