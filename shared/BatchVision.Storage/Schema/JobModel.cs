using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("The models of a job.")]
internal sealed class JobModel
{
    [Comment("The job.")]
    public Guid JobId { get; set; }

    [Comment("A model it runs.")]
    public int ModelId { get; set; }
}
