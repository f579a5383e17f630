import { auditLog } from '../audit/audit-log.ts';
import { background } from '../background.ts';
import { lifeCycle } from '../lifecycle/life-cycle.ts';
import { loops } from '../loops.ts';
import { counters } from '../metrics/counters.ts';
import { workGauges, workWatch } from '../metrics/standing-work.ts';
import { notifications } from '../notifications/notifications.ts';
import { usageBuffer } from '../usage/buffer.ts';
import { useRecorder } from '../usage/record-use.ts';
import { useReport } from '../usage/report.ts';
import { usageReporting } from '../usage/reporting.ts';
import type { Composition } from './composition.ts';
import { parts } from './parts.ts';

/** What counts, tells and makes time pass. */
export function composeBackground(composition: Composition): void {
	const { options, checked, logger, random, processId, get, provide } = composition;
	const { store, clock, scheduler, keyEncryption } = options;
	const { applications, usage } = store;

	provide(parts.counters, () => counters(options.meter));
	provide(parts.usage, () => usageBuffer(usage, logger));
	provide(parts.usageReporting, () =>
		usageReporting({ usage: get(parts.usage), processes: store.processes, clock, processId }),
	);
	provide(parts.useRecorder, () =>
		useRecorder({ usage: get(parts.usage), writer: get(parts.writer), clock, scheduler, logger }),
	);
	provide(parts.useReport, () => useReport({ applications, usage, clock }));
	provide(parts.notifications, () =>
		notifications({
			...checked,
			store,
			policies: get(parts.policies),
			dataKeys: get(parts.dataKeys),
			outbound: options.outbound,
			clock,
			random,
			scheduler,
			onCommitted: () => get(parts.background).nudge('relay'),
			onDue: () => get(parts.background).nudge('deliver'),
		}),
	);
	provide(parts.auditLog, () =>
		auditLog({
			...checked,
			store,
			keyEncryption,
			signingKeys: get(parts.signingKeys),
			clock,
			random,
			scheduler,
			logger,
		}),
	);
	provide(parts.lifeCycle, () =>
		lifeCycle({
			applications,
			dueWork: store.dueWork,
			usage,
			processes: store.processes,
			writer: get(parts.writer),
			policies: get(parts.policies),
			mint: get(parts.mint),
			clock,
			logger,
		}),
	);
	provide(parts.background, () =>
		background({
			...options,
			...checked,
			lifeCycle: get(parts.lifeCycle),
			auditLog: get(parts.auditLog),
			notifications: get(parts.notifications),
			policies: get(parts.policies),
			dataKeys: get(parts.dataKeys),
			random,
			logger,
			counters: get(parts.counters),
			listener: get(parts.counters).listener(
				options.onEvent ?? (({ type, clientId, id }) => logger.info({ type, clientId, eventId: id }, 'event')),
			),
			processId,
		}),
	);
	provide(parts.loops, () =>
		loops({
			...checked,
			refusals: get(parts.auditLog).refusals,
			scheduler,
			logger,
			usage: get(parts.usageReporting),
			signingKeys: get(parts.signingKeys),
			watchWork: workWatch(store, clock, logger),
			workGauges: workGauges(options.meter, store, clock),
		}),
	);
}
