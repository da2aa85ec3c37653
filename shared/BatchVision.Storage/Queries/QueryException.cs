namespace BatchVision.Storage.Queries;

/// <summary>The database refuses a query, or it is one that does more than read.</summary>
/// <param name="message">One line: what the database said, and where in the query, if it knows.</param>
/// <param name="inner">What was seen, if an exception.</param>
public sealed class QueryException(string message, Exception? inner = null) : Exception(message.ReplaceLineEndings(" "), inner);
