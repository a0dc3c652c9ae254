// Opens data and feature networks from files, as runs do. Loads TensorFlow.js.
export { openData } from './run/open-services.ts';
export { openFolder } from './data/open-folder.ts';
export { openFeatureNetwork } from './features/open-feature-network.ts';
export { openImageSpace } from './features/open-space.ts';
export { engineRequest } from './run/engine-request.ts';
