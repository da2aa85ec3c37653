namespace BatchVision.Storage;

/// <summary>The policy that verdicts are made by.</summary>
/// <param name="Id">Row id.</param>
/// <param name="BlocklistDistance">Most bits in which an image and a listed one may differ.</param>
/// <param name="HasBlocklist">Whether anything is listed.</param>
internal readonly record struct ActivePolicy(int Id, int BlocklistDistance, bool HasBlocklist);
