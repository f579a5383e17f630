import type { Meter } from '@latchkey/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

export interface Metrics {
	readonly meter: Meter;
	close(): Promise<void>;
}

/**
 * What Latchkey measures, for Prometheus to collect from `http://127.0.0.1:<METRICS_PORT>/metrics`: a port of its own,
 * since metrics are for whoever runs the platform. Undefined where it is not set.
 */
export async function openMetrics(metricsPort: string | undefined): Promise<Metrics | undefined> {
	if (metricsPort === undefined) return undefined;
	const port = Number(metricsPort);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new Error('METRICS_PORT must be the number of a port, such as METRICS_PORT=9464');
	}
	const exporter = new PrometheusExporter({ host: '127.0.0.1', port, preventServerStart: true });
	await exporter.startServer();
	const provider = new MeterProvider({ readers: [exporter] });
	return { meter: provider.getMeter('latchkey'), close: () => provider.shutdown() };
}
