import { svg, type TemplateResult } from 'lit';

const icon = (paths: TemplateResult): TemplateResult => svg`
	<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5"
		stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;

export const icons = {
	add: icon(svg`<path d="M8 3v10M3 8h10" />`),
	back: icon(svg`<path d="M10 3.5 5.5 8l4.5 4.5" />`),
	check: icon(svg`<path d="m3.5 8.5 3 3 6-7" />`),
	close: icon(svg`<path d="m4 4 8 8M12 4l-8 8" />`),
	copy: icon(svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5" /><path d="M10.5 3V2.5h-8v8H3" />`),
	dots: icon(svg`<path d="M3 8h.01M8 8h.01M13 8h.01" stroke-width="2.2" />`),
	eye: icon(
		svg`<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z" /><circle cx="8" cy="8" r="2" />`,
	),
	eyeOff: icon(
		svg`<path d="M6.5 3.7A6.6 6.6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a11 11 0 0 1-1.6 2.1M4.2 4.8A10.7 10.7 0 0 0 1.5 8S4 12.5 8 12.5c1.3 0 2.4-.4 3.4-1M2 2l12 12" />`,
	),
	forward: icon(svg`<path d="M6 3.5 10.5 8 6 12.5" />`),
	key: icon(svg`<circle cx="5" cy="11" r="2.5" /><path d="m7 9 6-6M11 5l1.5 1.5" />`),
	search: icon(svg`<circle cx="7" cy="7" r="4" /><path d="m10 10 3.5 3.5" />`),
	warning: icon(svg`<path d="M8 2 1.5 13.5h13L8 2ZM8 6.5v3M8 11.5h.01" />`),
};
