using BatchVision.Deployment.Tests.Manifests;
using k8s.Models;

namespace BatchVision.Deployment.Tests;

/// <summary>What runs once, and what runs by the clock.</summary>
public sealed class JobTests
{
    public static TheoryData<string> Variants => Variant.All;

    [Theory, MemberData(nameof(Variants))]
    public void Migration_MakesTheSchemaAndThenTheRoles(string variant)
    {
        var job = Assert.Single(Variant.Render(variant).Of<V1Job>());
        var pod = job.Spec.Template.Spec;

        Assert.Equal(["db", "migrate"], Assert.Single(pod.InitContainers).Args);
        Assert.Equal(["db", "roles", "--passwords", "/run/secrets/passwords"], Assert.Single(pod.Containers).Args);
        Assert.Contains(pod.Containers[0].VolumeMounts, mount => mount.MountPath == "/run/secrets/passwords");
        Assert.NotNull(job.Spec.TtlSecondsAfterFinished);
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryCronJob_FiresOnceASlotInANamedTimeZone(string variant)
    {
        var jobs = Variant.Render(variant).Of<V1CronJob>().ToList();

        Assert.Equal(["backfill", "reconcile", "retain"], jobs.Select(job => job.Name()).Order());
        Assert.All(jobs, job =>
        {
            Assert.Equal("Forbid", job.Spec.ConcurrencyPolicy);
            Assert.Equal(TimeZoneInfo.FindSystemTimeZoneById(job.Spec.TimeZone).Id, job.Spec.TimeZone);
            Assert.InRange(job.Spec.StartingDeadlineSeconds ?? 0, 60, 86400);
            Assert.Equal(5, job.Spec.Schedule.Split(' ').Length);
            // An example: its source is nobody's.
            Assert.True(job.Spec.Suspend);
            Assert.NotNull(job.Spec.JobTemplate.Spec.BackoffLimit);
            Assert.NotNull(job.Spec.JobTemplate.Spec.ActiveDeadlineSeconds);
            // The history limits clear up; both would argue.
            Assert.Null(job.Spec.JobTemplate.Spec.TtlSecondsAfterFinished);
            // Of bv's exit codes only 75, "cannot be reached now", is worth another try.
            Assert.Contains(
                job.Spec.JobTemplate.Spec.PodFailurePolicy.Rules,
                rule => rule is { Action: "FailJob", OnExitCodes: { OperatorProperty: "NotIn", Values: [75] } });
        });
    }
}
