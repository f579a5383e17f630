/**
 * Prints the report of a benchmark with the command that made it. Where it is to be written, it takes the place between the
 * markers of its name in docs/benchmarks.md, and the rest of the page is left alone.
 */
export declare function publish(name: string, sections: readonly string[], write: boolean): Promise<void>;
