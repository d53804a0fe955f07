/** How many faults of one message are worth telling; a sender mends these first. */
const MAX_FAULTS = 20;
/** Collects the faults of one message, so that one answer names them all. */
export class FaultList {
    here;
    full;
    list = [];
    /** `here` tells the place being read; `full` is called at the fault that is one too many. */
    constructor(here, full) {
        this.here = here;
        this.full = full;
    }
    get all() {
        return this.list;
    }
    get isEmpty() {
        return this.list.length === 0;
    }
    add(fault) {
        if (this.list.length > MAX_FAULTS)
            return;
        const { at, line } = fault.place ?? this.here();
        const last = this.list.length === MAX_FAULTS;
        const message = last ? 'And more faults: mend these first, then send the message again' : fault.message;
        this.list.push({
            pointer: at,
            code: fault.code,
            message,
            ...(line === undefined ? {} : { line }),
            ...(fault.ota === undefined ? {} : { ota: fault.ota }),
        });
        if (last)
            this.full();
    }
}
//# sourceMappingURL=fault-list.js.map