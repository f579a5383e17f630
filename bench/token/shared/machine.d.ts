/** One line that says on what and with what the figures were taken. */
export declare function machineLine(...tools: readonly string[]): string;
/** Read from the file: not every package exports its package.json. */
export declare function versionOf(name: string): string;
