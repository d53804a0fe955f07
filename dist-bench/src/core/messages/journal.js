export function createJournal({ nextId }) {
    return { receive: async () => nextId(), answer: async () => { }, prune: async () => 0 };
}
//# sourceMappingURL=journal.js.map