namespace BatchVision.Contracts;

/// <summary>Where the time of a chunk went in the worker, in seconds.</summary>
/// <param name="Elapsed">From the command to its outcomes.</param>
/// <param name="Fetch">Getting bytes, added up over the images, as are the next two: many images are worked on at once.</param>
/// <param name="Decode">From encoded bytes to the pixels of every model.</param>
/// <param name="Infer">From decoded to the last model's answer, the wait for a batch included.</param>
public sealed record StageTimes(float Elapsed, float Fetch, float Decode, float Infer);
