import { bearerIdentity, type RequireBearer } from '@latchkey/http-adapter';
import express, { type Router } from 'express';

interface Device {
	readonly id: string;
	readonly model: string;
	readonly locked: boolean;
}

const DEVICES: Readonly<Record<string, readonly Device[]>> = {
	acme: [
		{ id: 'phone-1', model: 'Pixel 11', locked: false },
		{ id: 'phone-2', model: 'iPhone 18', locked: false },
		{ id: 'laptop-1', model: 'ThinkPad X1', locked: false },
	],
	globex: [{ id: 'tablet-1', model: 'Galaxy Tab S12', locked: false }],
};

/** The host's own API, which integrations call with their tokens: each sees the devices of its customer. */
export function devicesRouter(requireBearer: RequireBearer): Router {
	const devices = new Map(Object.entries(DEVICES).map(([customer, list]) => [customer, [...list]]));
	const router = express.Router();
	router.get('/v1/devices', requireBearer('devices:read'), (request, response) => {
		const { tenant } = bearerIdentity(request);
		response.json({ items: devices.get(tenant.customerId) ?? [] });
	});
	router.post('/v1/devices/:id/lock', requireBearer('devices:write'), (request, response) => {
		const { tenant } = bearerIdentity(request);
		const own = devices.get(tenant.customerId) ?? [];
		const index = own.findIndex(({ id }) => id === request.params['id']);
		const device = own[index];
		if (device === undefined) {
			response.status(404).json({ title: 'there is no such device' });
			return;
		}
		const locked = { ...device, locked: true };
		own[index] = locked;
		response.json(locked);
	});
	return router;
}
