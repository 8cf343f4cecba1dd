/** Stands in every value that no caller of a fuzz run may see, and in no request. */
export const MARK = 'zq9forbidden'
