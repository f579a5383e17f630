import { nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { View } from '../pieces/view.ts';
import type { Dialog } from '../state/state.ts';
import { addView } from './add.ts';
import { confirmView } from './confirm.ts';
import { credentialsView } from './credentials.ts';
import { rotateView } from './rotate.ts';

export function dialogView(view: View): unknown {
	const { dialog } = view.state;
	// Each kind is an element of its own: one that is open already would stay under what opens after it.
	return dialog === null ? nothing : keyed(dialog.kind, viewOf(view, dialog));
}

function viewOf(view: View, dialog: Dialog): TemplateResult {
	switch (dialog.kind) {
		case 'add':
			return addView(view, dialog);
		case 'credentials':
			return credentialsView(view, dialog);
		case 'rotate':
			return rotateView(view, dialog);
		case 'confirm':
			return confirmView(view, dialog);
	}
}
