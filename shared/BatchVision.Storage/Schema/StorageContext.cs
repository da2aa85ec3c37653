using BatchVision.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace BatchVision.Storage.Schema;

/// <summary>
/// The schema, the same for every dialect. EF Core owns it and its migrations and nothing else: the write paths are
/// set-based SQL, where change tracking would cost more than the database does. One derived context per dialect, so
/// that each has its own migrations.
/// </summary>
internal abstract class StorageContext(DbContextOptions options) : DbContext(options)
{
    // Indexes are those that a statement uses, and each is named below. EF would add one for each foreign key, to find what a deletion
    // cascades to: nothing deletes models or sources, and on recognition such an index costs as much to keep as the row.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Conventions.Remove<ForeignKeyIndexConvention>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Source>(source =>
        {
            source.ToTable("source");
            source.HasIndex(s => s.Uri).IsUnique();
        });
        modelBuilder.Entity<Job>(job =>
        {
            job.ToTable("job", table =>
            {
                table.HasCheckConstraint("ck_job_status", "status IN ('planning', 'running', 'done', 'cancelled', 'failed')");
                table.HasCheckConstraint("ck_job_lane", "lane IN ('live', 'backfill')");
                table.HasCheckConstraint("ck_job_mode", "mode IN ('missing', 'all')");
                // Invariant 4, the books balance: held here, whatever code closes the job.
                table.HasCheckConstraint(
                    "ck_job_balance", "status <> 'done' OR (listing_done AND listed = recognized + failed + skipped)");
            });
            job.Property(j => j.JobId).ValueGeneratedNever();
            job.HasOne<Source>().WithMany().HasForeignKey(j => j.SourceId).OnDelete(DeleteBehavior.Restrict);
            job.HasOne<Schedule>().WithMany().HasForeignKey(j => j.ScheduleId).OnDelete(DeleteBehavior.SetNull);
            job.HasIndex(j => new { j.SourceId, j.RequestKey });
            job.HasIndex(j => new { j.ScheduleId, j.Slot }).IsUnique();
            // Asked several times a second by every process that looks for work; the jobs that have ended are most of them.
            job.HasIndex(j => new { j.Lane, j.CreatedAt }).HasFilter("status IN ('planning', 'running')").HasDatabaseName("ix_job_unfinished");
        });
        modelBuilder.Entity<JobModel>(jobModel =>
        {
            jobModel.ToTable("job_model");
            jobModel.HasKey(m => new { m.JobId, m.ModelId });
            jobModel.HasOne<Job>().WithMany().HasForeignKey(m => m.JobId);
            jobModel.HasOne<Model>().WithMany().HasForeignKey(m => m.ModelId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<Chunk>(chunk =>
        {
            chunk.ToTable("chunk", table =>
            {
                // Split: its images are the chunks that took its place. Cancelled: it was never sent.
                table.HasCheckConstraint("ck_chunk_status", "status IN ('pending', 'sent', 'done', 'split', 'cancelled')");
                table.HasCheckConstraint("ck_chunk_lane", "lane IN ('live', 'backfill', 'quarantine')");
                table.HasCheckConstraint("ck_chunk_balance", "status <> 'done' OR recognized + failed = image_count");
            });
            chunk.HasKey(c => new { c.JobId, c.Ordinal });
            chunk.HasIndex(c => c.ChunkId).IsUnique();
            chunk.HasOne<Job>().WithMany().HasForeignKey(c => c.JobId);
            chunk.HasOne<Source>().WithMany().HasForeignKey(c => c.SourceId).OnDelete(DeleteBehavior.Restrict);
            // Unfinished chunks are few whatever the size of the job, so the polls of the sender stay cheap.
            chunk.HasIndex(c => new { c.JobId, c.Status, c.Ordinal }).HasFilter("status <> 'done'").HasDatabaseName("ix_chunk_unfinished");
            // Which workers answered lately.
            chunk.HasIndex(c => c.DoneAt).HasFilter("status = 'done'").HasDatabaseName("ix_chunk_done");
        });
        modelBuilder.Entity<ObjectEvent>(objectEvent =>
        {
            objectEvent.ToTable("object_event");
            objectEvent.HasKey(e => new { e.SourceId, e.Key });
            objectEvent.HasOne<Source>().WithMany().HasForeignKey(e => e.SourceId).OnDelete(DeleteBehavior.Restrict);
        });
        Control(modelBuilder);
        Facts(modelBuilder);
        Moderation(modelBuilder);
    }

    private static void Control(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Schedule>(schedule =>
        {
            schedule.ToTable("schedule", table =>
            {
                table.HasCheckConstraint("ck_schedule_lane", "lane IN ('live', 'backfill')");
                table.HasCheckConstraint("ck_schedule_mode", "mode IN ('missing', 'all')");
            });
            schedule.HasIndex(s => s.Name).IsUnique();
        });
        modelBuilder.Entity<ApiKey>(apiKey =>
        {
            apiKey.ToTable("api_key");
            apiKey.Property(k => k.Sha256).HasColumnName("sha256");
            apiKey.HasIndex(k => k.Sha256).IsUnique();
            apiKey.HasIndex(k => k.Name).IsUnique();
        });
    }

    private static void Facts(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Image>(image =>
        {
            image.ToTable("image");
            image.Property(i => i.ETag).HasColumnName("etag");
            image.Property(i => i.Sha256).HasColumnName("sha256");
            image.HasOne<Source>().WithMany().HasForeignKey(i => i.SourceId).OnDelete(DeleteBehavior.Restrict);
            image.HasIndex(i => new { i.SourceId, i.Key, i.ETag }).IsUnique();
        });
        modelBuilder.Entity<Model>(model =>
        {
            model.ToTable("model");
            model.HasIndex(m => m.Fingerprint).IsUnique();
        });
        modelBuilder.Entity<Label>(label =>
        {
            label.ToTable("label");
            label.HasOne<Model>().WithMany().HasForeignKey(l => l.ModelId);
            label.HasIndex(l => new { l.ModelId, l.ClassIndex }).IsUnique();
            // Views are asked by name; without this SQLite walks all predictions and looks up the label of each.
            label.HasIndex(l => l.Name);
        });
        modelBuilder.Entity<Recognition>(recognition =>
        {
            recognition.ToTable("recognition", table => table.HasCheckConstraint(
                "ck_recognition_failure", $"status = '{nameof(ImageStatus.Recognized)}' OR prediction_count = 0"));
            // The day is part of the keys because a partitioned table asks for it; an image has one day only.
            recognition.HasKey(r => new { r.ImageId, r.ModelId, r.IngestedOn });
            recognition.HasOne<Image>().WithMany().HasForeignKey(r => r.ImageId);
            // No key to job: facts outlive the ledger rows of the job that found them.
            // "What failed in this job", for retries: failures are few, so the index is small.
            recognition.HasIndex(r => new { r.JobId, r.ImageId }).HasFilter("status <> 'Recognized'").HasDatabaseName("ix_recognition_failed");
        });
        modelBuilder.Entity<Prediction>(prediction =>
        {
            prediction.ToTable("prediction", table => table.HasCheckConstraint("ck_prediction_rank", "rank >= 1"));
            prediction.HasKey(p => new { p.ImageId, p.ModelId, p.Rank, p.IngestedOn });
            // "Every image with this label, best first", which is what people ask.
            prediction.HasIndex(p => new { p.LabelId, p.Score });
        });
    }

    private static void Moderation(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Policy>(policy =>
        {
            policy.ToTable("policy");
            policy.Property(p => p.Sha256).HasColumnName("sha256");
            policy.HasIndex(p => new { p.Name, p.Version }).IsUnique();
            // One at most, whoever activates.
            policy.HasIndex(p => p.Active).IsUnique().HasFilter("active").HasDatabaseName("ix_policy_active");
        });
        modelBuilder.Entity<PolicyCategory>(category =>
        {
            category.ToTable("policy_category");
            category.HasOne<Policy>().WithMany().HasForeignKey(c => c.PolicyId);
            category.HasIndex(c => new { c.PolicyId, c.Name }).IsUnique();
        });
        modelBuilder.Entity<PolicyRule>(rule =>
        {
            rule.ToTable("policy_rule");
            rule.HasKey(r => new { r.PolicyId, r.Ordinal });
            rule.HasOne<Policy>().WithMany().HasForeignKey(r => r.PolicyId);
            rule.HasOne<PolicyCategory>().WithMany().HasForeignKey(r => r.PolicyCategoryId);
        });
        modelBuilder.Entity<PolicyLabel>(label =>
        {
            label.ToTable("policy_label");
            label.HasKey(l => new { l.PolicyId, l.LabelId, l.PolicyCategoryId });
            label.HasOne<Policy>().WithMany().HasForeignKey(l => l.PolicyId);
            label.HasOne<Label>().WithMany().HasForeignKey(l => l.LabelId);
            label.HasOne<PolicyCategory>().WithMany().HasForeignKey(l => l.PolicyCategoryId);
        });
        modelBuilder.Entity<BlocklistEntry>(entry =>
        {
            entry.ToTable("blocklist");
            entry.HasKey(e => e.BlocklistId);
            entry.HasIndex(e => e.Hash).IsUnique();
        });
        modelBuilder.Entity<BlocklistBand>(band =>
        {
            band.ToTable("blocklist_band");
            band.HasKey(b => new { b.Band, b.Value, b.BlocklistId });
            band.HasOne<BlocklistEntry>().WithMany().HasForeignKey(b => b.BlocklistId);
        });
        modelBuilder.Entity<Verdict>(verdict =>
        {
            verdict.ToTable("verdict", table =>
                table.HasCheckConstraint("ck_verdict_decision", "decision IN ('allow', 'review', 'block')"));
            verdict.HasKey(v => new { v.ImageId, v.PolicyId });
            verdict.HasOne<Image>().WithMany().HasForeignKey(v => v.ImageId);
            // What people look for; most images are allowed, so the index is small.
            verdict.HasIndex(v => new { v.PolicyId, v.Decision, v.ImageId }).HasFilter("decision <> 'allow'").HasDatabaseName("ix_verdict_not_allowed");
            verdict.HasIndex(v => v.BlocklistId).HasFilter("blocklist_id IS NOT NULL");
        });
    }
}
