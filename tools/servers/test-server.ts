/** A server that tests run against. */
export interface TestServer {
	readonly url: string;
	/** What serves, for people: `MONGODB_URL`, `mongod`… */
	readonly source: string;
	/** As `kill -9` does; its data and its port stay for `restart`. */
	kill(): Promise<void>;
	/** On the same port and with the same data, whether it runs or was killed; resolves when it answers. */
	restart(): Promise<void>;
	/** It keeps its connections and answers nothing until `thaw`. */
	freeze(): void;
	thaw(): void;
	/** Ends it and removes its data. */
	stop(): Promise<void>;
}

export interface TestServerOptions {
	/** Passes over a server that was given by its URL: that one is not ours to kill, restart or freeze. */
	readonly restartable?: boolean;
}

/** Why there is no server; whoever needs one leaves its tests out, or fails in CI. */
export class ServerUnavailableError extends Error {}

/** A server that somebody else runs. */
export function givenServer(url: string, variable: string): TestServer {
	const refuse = (): never => {
		throw new Error(`the server of ${variable} is not ours to stop: ask for a restartable one`);
	};
	return {
		url,
		source: variable,
		kill: async () => refuse(),
		restart: async () => refuse(),
		freeze: refuse,
		thaw: refuse,
		stop: async () => undefined,
	};
}
