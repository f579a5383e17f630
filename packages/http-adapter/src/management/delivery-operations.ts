import { ENDPOINT_PATH } from './endpoint-operations.ts';
import { deliveryParams, endpointParams, listDeliveriesQuery, replayBody } from './endpoint-schemas.ts';
import { deliveryOnWire } from './endpoint-wire.ts';
import { operation } from './operation.ts';
import { emptyBody, noBody, noQuery } from './schemas.ts';
import { millisecondsOf } from './wire.ts';

const DELIVERIES_PATH = `${ENDPOINT_PATH}/deliveries`;

const list = operation({
	id: 'listDeliveries',
	method: 'get',
	path: DELIVERIES_PATH,
	summary: 'What was sent or is to be sent to an endpoint, newest first, by pages',
	params: endpointParams,
	query: listDeliveriesQuery,
	body: noBody,
	success: { 200: { description: 'A page', schema: 'DeliveryPage' } },
	async handle({ latchkey, actor, params, query }) {
		const page = await latchkey.endpoints.deliveries(actor, params.domainId, params.endpointId, query);
		return { status: 200, body: { ...page, items: page.items.map(deliveryOnWire) } };
	},
});

const get = operation({
	id: 'getDelivery',
	method: 'get',
	path: `${DELIVERIES_PATH}/{deliveryId}`,
	summary: 'One delivery with its last attempts',
	params: deliveryParams,
	query: noQuery,
	body: noBody,
	success: { 200: { description: 'The delivery', schema: 'Delivery' } },
	async handle({ latchkey, actor, params: { domainId, endpointId, deliveryId } }) {
		const delivery = await latchkey.endpoints.delivery(actor, domainId, endpointId, deliveryId);
		return { status: 200, body: deliveryOnWire(delivery) };
	},
});

const replayOne = operation({
	id: 'replayDelivery',
	method: 'post',
	path: `${DELIVERIES_PATH}/{deliveryId}/replay`,
	summary: 'Send a delivery again, whatever its status',
	params: deliveryParams,
	query: noQuery,
	body: emptyBody,
	bodySchema: 'Nothing',
	success: { 202: { description: 'It is sent in a moment', schema: 'Delivery' } },
	problems: [409],
	async handle({ latchkey, actor, params: { domainId, endpointId, deliveryId } }) {
		const delivery = await latchkey.endpoints.replayDelivery(actor, domainId, endpointId, deliveryId);
		return { status: 202, body: deliveryOnWire(delivery) };
	},
});

const replay = operation({
	id: 'replay',
	method: 'post',
	path: `${ENDPOINT_PATH}/replay`,
	summary:
		'Send events again: by their ids, or those of a span of time that were not delivered; also what waits for another try',
	params: endpointParams,
	query: noQuery,
	body: replayBody,
	bodySchema: 'Replay',
	success: { 202: { description: 'They are sent in a moment', schema: 'Replayed' } },
	problems: [409],
	async handle({ latchkey, actor, params: { domainId, endpointId }, body }) {
		const input = { ...body, from: millisecondsOf(body.from), to: millisecondsOf(body.to) };
		return { status: 202, body: { replayed: await latchkey.endpoints.replay(actor, domainId, endpointId, input) } };
	},
});

export const deliveryOperations = [list, get, replayOne, replay];
