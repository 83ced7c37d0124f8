// What pages do better with script; everything works without.
"use strict";
