import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Documented {
	readonly answers: ReadonlyMap<string, { readonly mediaTypes: ReadonlyMap<string, () => ValidateFunction> }>;
	readonly paths: readonly {
		readonly template: string;
		readonly pattern: RegExp;
		readonly methods: readonly string[];
	}[];
}

interface MediaType {
	readonly schema: object;
}

interface OpenApi {
	readonly paths: Readonly<
		Record<string, Record<string, { responses: Record<string, { content?: Record<string, MediaType> }> }>>
	>;
	readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const documents = new Map<string, Promise<Documented>>();

/**
 * Throws where an answer is not what the OpenAPI document says: its status, its media type, every member of its body.
 */
export async function assertDocumented(
	baseUrl: string,
	method: string,
	path: string,
	response: Response,
	body: unknown,
): Promise<void> {
	let document = documents.get(baseUrl);
	if (document === undefined) {
		document = load(baseUrl);
		documents.set(baseUrl, document);
	}
	const { paths, answers } = await document;
	const { pathname } = new URL(path, baseUrl);
	const found = paths.find(({ pattern }) => pattern.test(pathname));
	if (found === undefined || !found.methods.includes(method.toLowerCase())) return;
	const key = `${method.toLowerCase()} ${found.template} ${response.status}`;
	const answer = answers.get(key);
	if (answer === undefined) throw new Error(`not documented: ${key}`);
	if (answer.mediaTypes.size === 0) {
		if (body !== undefined) throw new Error(`a body is not documented: ${key}`);
		return;
	}
	const mediaType = response.headers.get('content-type')?.split(';')[0] ?? '';
	const validate = answer.mediaTypes.get(mediaType);
	if (validate === undefined) throw new Error(`media type "${mediaType}" is not documented: ${key}`);
	const isAsDocumented = validate();
	if (!isAsDocumented(body)) {
		throw new Error(`${key} is not as documented: ${JSON.stringify(isAsDocumented.errors)}`);
	}
}

async function load(baseUrl: string): Promise<Documented> {
	const document = (await (await fetch(`${baseUrl}/openapi.json`)).json()) as OpenApi;
	const ajv = new Ajv2020({ strict: false, allErrors: true });
	addFormats.default(ajv);
	ajv.addSchema({ $id: 'openapi', components: document.components });
	// Each schema once, when an answer first needs it: to compile all of them takes longer than a connection is kept.
	const compiled = new Map<string, ValidateFunction>();
	const validatorOf = (schema: object) => (): ValidateFunction => {
		const text = JSON.stringify(schema);
		const validate = compiled.get(text) ?? ajv.compile(absolute(schema));
		compiled.set(text, validate);
		return validate;
	};
	const answers: Map<string, { mediaTypes: Map<string, () => ValidateFunction> }> = new Map();
	for (const [template, methods] of Object.entries(document.paths)) {
		for (const [method, { responses }] of Object.entries(methods)) {
			for (const [status, { content = {} }] of Object.entries(responses)) {
				const mediaTypes = new Map(Object.entries(content).map(([type, { schema }]) => [type, validatorOf(schema)]));
				answers.set(`${method} ${template} ${status}`, { mediaTypes });
			}
		}
	}
	const paths = Object.entries(document.paths).map(([template, methods]) => ({
		template,
		pattern: new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
		methods: Object.keys(methods),
	}));
	return { answers, paths };
}

/**
 * References of the document, as references into the schema that holds its components; nothing undocumented may be
 * sent.
 */
function absolute(schema: object): object {
	const text = JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/');
	return JSON.parse(text) as object;
}
