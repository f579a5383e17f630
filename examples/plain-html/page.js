import { english } from '/client-applications.js';

const element = document.querySelector('client-applications');

// Any word of the page can be the host's own, and all of them can be in another language.
element.texts = { ...english, title: 'API clients', add: 'Add API client' };

element.addEventListener('domain-changed', ({ detail }) => {
	document.title = `Fleetboard · API clients of ${detail.domainId}`;
});
