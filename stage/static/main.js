/** The stage as the component's loader mounts it. */

import { mounting } from "./mounting.js";
import { createStage } from "./stage.js";

export default mounting(createStage);
