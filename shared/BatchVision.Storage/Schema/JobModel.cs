namespace BatchVision.Storage.Schema;

internal sealed class JobModel
{
    public Guid JobId { get; set; }

    public int ModelId { get; set; }
}
