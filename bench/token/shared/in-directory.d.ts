/** Runs in an empty directory on the disk, which is gone afterwards. */
export declare function inDirectory(work: (directory: string) => Promise<void>): Promise<void>;
