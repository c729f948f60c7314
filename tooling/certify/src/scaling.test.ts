import { conformanceOf } from './conformance-of.js';
import { builtIns } from './subjects.js';

conformanceOf(builtIns.scaling);
