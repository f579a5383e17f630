import { StoreUnavailableError } from '@latchkey/core';
import { type ConnectOptions, createConnection, type Connection as MongooseConnection } from 'mongoose';
import { unavailable } from './failures.ts';

export interface MongoConnectionOptions {
	/** `mongodb://…` or `mongodb+srv://…`, with whatever options of the driver the deployment needs. */
	readonly url: string;
	/** The name of the database; the one in the URL where absent. */
	readonly database?: string;
	/** How long a call looks for a server that can serve it, in milliseconds; 3000 where absent. */
	readonly serverSelectionTimeoutMs?: number;
	/**
	 * How long a call waits for a connection of the pool, and for its answer, in milliseconds; 10,000 where absent.
	 */
	readonly socketTimeoutMs?: number;
}

/** One client of a deployment. Every error of the driver leaves here as `StoreUnavailableError`. */
export interface MongoConnection {
	readonly mongoose: MongooseConnection;
	/** Runs work on the database. */
	run<T>(work: () => Promise<T>): Promise<T>;
	/** Can be repeated. */
	close(): Promise<void>;
}

const SELECTION_TIMEOUT_MS = 3000;
const SOCKET_TIMEOUT_MS = 10_000;

/** Rejects with `StoreUnavailableError` where no server answers. `more` is what a test wants of the driver. */
export async function connect(options: MongoConnectionOptions, more: ConnectOptions = {}): Promise<MongoConnection> {
	const mongoose = open(options.url, { ...driverOptions(options), ...more });
	// The driver reconnects by itself; what a call meets meanwhile is told by that call.
	mongoose.on('error', () => undefined);
	let closed = false;
	const connection: MongoConnection = {
		mongoose,
		async run(work) {
			if (closed) throw new StoreUnavailableError('the store is closed');
			try {
				return await work();
			} catch (error) {
				throw unavailable(error);
			}
		},
		async close() {
			if (closed) return;
			closed = true;
			try {
				await mongoose.close(true);
			} catch (error) {
				throw unavailable(error);
			}
		},
	};
	try {
		await connection.run(() => mongoose.asPromise());
		return connection;
	} catch (error) {
		await connection.close().catch(() => undefined);
		throw error;
	}
}

function open(url: string, options: ConnectOptions): MongooseConnection {
	try {
		return createConnection(url, options);
	} catch (error) {
		throw unavailable(error);
	}
}

function driverOptions(options: MongoConnectionOptions): ConnectOptions {
	const { database, serverSelectionTimeoutMs, socketTimeoutMs } = options;
	return {
		...(database === undefined ? {} : { dbName: database }),
		serverSelectionTimeoutMS: serverSelectionTimeoutMs ?? SELECTION_TIMEOUT_MS,
		connectTimeoutMS: serverSelectionTimeoutMs ?? SELECTION_TIMEOUT_MS,
		socketTimeoutMS: socketTimeoutMs ?? SOCKET_TIMEOUT_MS,
		// A connection that was lost while it was made is waited for without end otherwise, by whoever asked for it.
		waitQueueTimeoutMS: socketTimeoutMs ?? SOCKET_TIMEOUT_MS,
		// What is acknowledged outlives any one server, and what is read was acknowledged.
		writeConcern: { w: 'majority', journal: true },
		readConcern: { level: 'majority' },
		readPreference: 'primary',
		// Indexes are made ahead, by a step of its own.
		autoIndex: false,
		autoCreate: false,
		// A call that cannot be served now fails now.
		bufferCommands: false,
	};
}
