/** What the component's loader calls for a field: one for each element, made at the first call and told of new data after. */

import { createField } from "./field.js";
import { mounting } from "./mounting.js";

export default mounting(createField);
