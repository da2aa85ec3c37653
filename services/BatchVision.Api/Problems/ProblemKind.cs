namespace BatchVision.Api.Problems;

/// <summary>The kinds of refusals, as the <c>type</c> of problem documents names them.</summary>
internal sealed record ProblemKind(int Status, string Name, string Title)
{
    public const string Prefix = "urn:batchvision:problem:";

    public static readonly ProblemKind InvalidRequest = new(400, "invalid-request", "The request is not valid.");
    public static readonly ProblemKind MalformedJson = new(400, "malformed-json", "The body is not the JSON that is expected.");
    public static readonly ProblemKind Unauthenticated = new(401, "unauthenticated", "An API key is needed.");
    public static readonly ProblemKind Forbidden = new(403, "forbidden", "The API key may not do this.");
    public static readonly ProblemKind NotFound = new(404, "not-found", "There is no such thing.");
    public static readonly ProblemKind MethodNotAllowed = new(405, "method-not-allowed", "The method is not allowed here.");
    public static readonly ProblemKind JobClosed = new(409, "job-closed", "The job has ended, or has not ended yet.");
    public static readonly ProblemKind NameTaken = new(409, "name-taken", "The name is taken.");
    public static readonly ProblemKind TooLarge = new(413, "too-large", "The body is too large.");
    public static readonly ProblemKind UnsupportedMediaType = new(415, "unsupported-media-type", "The body has another type than is expected.");
    public static readonly ProblemKind UnknownModels = new(422, "unknown-models", "Some models are not known.");
    public static readonly ProblemKind KeyReused = new(422, "idempotency-key-reused", "The Idempotency-Key was used for another request.");
    public static readonly ProblemKind TooManyRequests = new(429, "too-many-requests", "Too many requests.");
    public static readonly ProblemKind Internal = new(500, "internal", "The server has failed.");
    public static readonly ProblemKind Unavailable = new(503, "unavailable", "The server cannot work now.");

    public string Type => Prefix + Name;
}
