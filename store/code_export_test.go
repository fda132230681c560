package store

// CodeBatch is the most codes that one statement looks for, and CodeQuery
// that statement.
const CodeBatch = codeBatch

func CodeQuery(hashes []string) (query string, args []any) { return codeQuery(hashes) }
