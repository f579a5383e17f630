export type { Environment } from './environment.ts';
export { processEnvironment } from './environment.ts';
export { run } from './run.ts';
export type { StoreKind, StoreState } from './stores/store-kind.ts';
export type { Terminal } from './terminal/terminal.ts';
