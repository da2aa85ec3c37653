using BatchVision.Storage.Views;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchVision.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "api_key",
                columns: table => new
                {
                    api_key_id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    scopes = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<string>(type: "TEXT", nullable: true),
                    revoked_at = table.Column<string>(type: "TEXT", nullable: true),
                    last_used_at = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_key", x => x.api_key_id);
                });

            migrationBuilder.CreateTable(
                name: "model",
                columns: table => new
                {
                    model_id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<string>(type: "TEXT", nullable: false),
                    task = table.Column<string>(type: "TEXT", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    offered_at = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model", x => x.model_id);
                });

            migrationBuilder.CreateTable(
                name: "schedule",
                columns: table => new
                {
                    schedule_id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    cron = table.Column<string>(type: "TEXT", nullable: false),
                    time_zone = table.Column<string>(type: "TEXT", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    models = table.Column<string>(type: "TEXT", nullable: false),
                    lane = table.Column<string>(type: "TEXT", nullable: false),
                    mode = table.Column<string>(type: "TEXT", nullable: false),
                    image_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    images_per_second = table.Column<double>(type: "REAL", nullable: true),
                    paused = table.Column<bool>(type: "INTEGER", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    next_at = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schedule", x => x.schedule_id);
                    table.CheckConstraint("ck_schedule_lane", "lane IN ('live', 'backfill')");
                    table.CheckConstraint("ck_schedule_mode", "mode IN ('missing', 'all')");
                });

            migrationBuilder.CreateTable(
                name: "source",
                columns: table => new
                {
                    source_id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    uri = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_source", x => x.source_id);
                });

            migrationBuilder.CreateTable(
                name: "label",
                columns: table => new
                {
                    label_id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    model_id = table.Column<int>(type: "INTEGER", nullable: false),
                    class_index = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_label", x => x.label_id);
                    table.ForeignKey(
                        name: "fk_label_model_model_id",
                        column: x => x.model_id,
                        principalTable: "model",
                        principalColumn: "model_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "image",
                columns: table => new
                {
                    image_id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    source_id = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    etag = table.Column<string>(type: "TEXT", nullable: false),
                    bytes = table.Column<long>(type: "INTEGER", nullable: true),
                    width = table.Column<int>(type: "INTEGER", nullable: true),
                    height = table.Column<int>(type: "INTEGER", nullable: true),
                    format = table.Column<string>(type: "TEXT", nullable: true),
                    sha256 = table.Column<string>(type: "TEXT", nullable: true),
                    perceptual_hash = table.Column<long>(type: "INTEGER", nullable: true),
                    captured_at = table.Column<string>(type: "TEXT", nullable: true),
                    latitude = table.Column<double>(type: "REAL", nullable: true),
                    longitude = table.Column<double>(type: "REAL", nullable: true),
                    first_seen_at = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_image", x => x.image_id);
                    table.ForeignKey(
                        name: "fk_image_source_source_id",
                        column: x => x.source_id,
                        principalTable: "source",
                        principalColumn: "source_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "job",
                columns: table => new
                {
                    job_id = table.Column<string>(type: "TEXT", nullable: false),
                    source_id = table.Column<int>(type: "INTEGER", nullable: false),
                    request_key = table.Column<string>(type: "TEXT", nullable: false),
                    lane = table.Column<string>(type: "TEXT", nullable: false),
                    mode = table.Column<string>(type: "TEXT", nullable: false),
                    stream = table.Column<bool>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    paused = table.Column<bool>(type: "INTEGER", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    image_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    images_per_second = table.Column<double>(type: "REAL", nullable: true),
                    requested_by = table.Column<string>(type: "TEXT", nullable: true),
                    schedule_id = table.Column<int>(type: "INTEGER", nullable: true),
                    slot = table.Column<string>(type: "TEXT", nullable: true),
                    lease_owner = table.Column<string>(type: "TEXT", nullable: true),
                    leased_until = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<string>(type: "TEXT", nullable: false),
                    finished_at = table.Column<string>(type: "TEXT", nullable: true),
                    checkpoint = table.Column<string>(type: "TEXT", nullable: true),
                    listing_done = table.Column<bool>(type: "INTEGER", nullable: false),
                    listed = table.Column<long>(type: "INTEGER", nullable: false),
                    ignored = table.Column<long>(type: "INTEGER", nullable: false),
                    skipped = table.Column<long>(type: "INTEGER", nullable: false),
                    recognized = table.Column<long>(type: "INTEGER", nullable: false),
                    failed = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job", x => x.job_id);
                    table.CheckConstraint("ck_job_balance", "status <> 'done' OR (listing_done AND listed = recognized + failed + skipped)");
                    table.CheckConstraint("ck_job_lane", "lane IN ('live', 'backfill')");
                    table.CheckConstraint("ck_job_mode", "mode IN ('missing', 'all')");
                    table.CheckConstraint("ck_job_status", "status IN ('planning', 'running', 'done', 'cancelled', 'failed')");
                    table.ForeignKey(
                        name: "fk_job_schedule_schedule_id",
                        column: x => x.schedule_id,
                        principalTable: "schedule",
                        principalColumn: "schedule_id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "fk_job_source_source_id",
                        column: x => x.source_id,
                        principalTable: "source",
                        principalColumn: "source_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "object_event",
                columns: table => new
                {
                    source_id = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    sequencer = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_object_event", x => new { x.source_id, x.key });
                    table.ForeignKey(
                        name: "fk_object_event_source_source_id",
                        column: x => x.source_id,
                        principalTable: "source",
                        principalColumn: "source_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "recognition",
                columns: table => new
                {
                    image_id = table.Column<long>(type: "INTEGER", nullable: false),
                    model_id = table.Column<int>(type: "INTEGER", nullable: false),
                    job_id = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    prediction_count = table.Column<int>(type: "INTEGER", nullable: false),
                    recognized_at = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recognition", x => new { x.image_id, x.model_id });
                    table.CheckConstraint("ck_recognition_failure", "status = 'Recognized' OR prediction_count = 0");
                    table.ForeignKey(
                        name: "fk_recognition_image_image_id",
                        column: x => x.image_id,
                        principalTable: "image",
                        principalColumn: "image_id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_recognition_model_model_id",
                        column: x => x.model_id,
                        principalTable: "model",
                        principalColumn: "model_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "chunk",
                columns: table => new
                {
                    job_id = table.Column<string>(type: "TEXT", nullable: false),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    chunk_id = table.Column<string>(type: "TEXT", nullable: false),
                    source_id = table.Column<int>(type: "INTEGER", nullable: false),
                    lane = table.Column<string>(type: "TEXT", nullable: false),
                    models = table.Column<string>(type: "TEXT", nullable: false),
                    refs = table.Column<string>(type: "TEXT", nullable: true),
                    image_count = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    sent_at = table.Column<string>(type: "TEXT", nullable: true),
                    done_at = table.Column<string>(type: "TEXT", nullable: true),
                    recognized = table.Column<int>(type: "INTEGER", nullable: false),
                    failed = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_chunk", x => new { x.job_id, x.ordinal });
                    table.CheckConstraint("ck_chunk_balance", "status <> 'done' OR recognized + failed = image_count");
                    table.CheckConstraint("ck_chunk_lane", "lane IN ('live', 'backfill', 'quarantine')");
                    table.CheckConstraint("ck_chunk_status", "status IN ('pending', 'sent', 'done', 'split', 'cancelled')");
                    table.ForeignKey(
                        name: "fk_chunk_job_job_id",
                        column: x => x.job_id,
                        principalTable: "job",
                        principalColumn: "job_id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_chunk_source_source_id",
                        column: x => x.source_id,
                        principalTable: "source",
                        principalColumn: "source_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "job_model",
                columns: table => new
                {
                    job_id = table.Column<string>(type: "TEXT", nullable: false),
                    model_id = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_model", x => new { x.job_id, x.model_id });
                    table.ForeignKey(
                        name: "fk_job_model_job_job_id",
                        column: x => x.job_id,
                        principalTable: "job",
                        principalColumn: "job_id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_job_model_model_model_id",
                        column: x => x.model_id,
                        principalTable: "model",
                        principalColumn: "model_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "prediction",
                columns: table => new
                {
                    image_id = table.Column<long>(type: "INTEGER", nullable: false),
                    model_id = table.Column<int>(type: "INTEGER", nullable: false),
                    rank = table.Column<int>(type: "INTEGER", nullable: false),
                    label_id = table.Column<int>(type: "INTEGER", nullable: false),
                    score = table.Column<float>(type: "REAL", nullable: false),
                    x = table.Column<float>(type: "REAL", nullable: true),
                    y = table.Column<float>(type: "REAL", nullable: true),
                    width = table.Column<float>(type: "REAL", nullable: true),
                    height = table.Column<float>(type: "REAL", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_prediction", x => new { x.image_id, x.model_id, x.rank });
                    table.CheckConstraint("ck_prediction_rank", "rank >= 1");
                    table.ForeignKey(
                        name: "fk_prediction_label_label_id",
                        column: x => x.label_id,
                        principalTable: "label",
                        principalColumn: "label_id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_prediction_recognition_image_id_model_id",
                        columns: x => new { x.image_id, x.model_id },
                        principalTable: "recognition",
                        principalColumns: new[] { "image_id", "model_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_api_key_name",
                table: "api_key",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_key_sha256",
                table: "api_key",
                column: "sha256",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_chunk_chunk_id",
                table: "chunk",
                column: "chunk_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_chunk_unfinished",
                table: "chunk",
                columns: new[] { "job_id", "status", "ordinal" },
                filter: "status <> 'done'");

            migrationBuilder.CreateIndex(
                name: "ix_image_source_id_key_etag",
                table: "image",
                columns: new[] { "source_id", "key", "etag" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_job_schedule_id_slot",
                table: "job",
                columns: new[] { "schedule_id", "slot" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_job_source_id_request_key",
                table: "job",
                columns: new[] { "source_id", "request_key" });

            migrationBuilder.CreateIndex(
                name: "ix_job_unfinished",
                table: "job",
                columns: new[] { "lane", "created_at" },
                filter: "status IN ('planning', 'running')");

            migrationBuilder.CreateIndex(
                name: "ix_label_model_id_class_index",
                table: "label",
                columns: new[] { "model_id", "class_index" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_label_name",
                table: "label",
                column: "name");

            migrationBuilder.CreateIndex(
                name: "ix_model_fingerprint",
                table: "model",
                column: "fingerprint",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_prediction_label_id_score",
                table: "prediction",
                columns: new[] { "label_id", "score" });

            migrationBuilder.CreateIndex(
                name: "ix_recognition_failed",
                table: "recognition",
                columns: new[] { "job_id", "image_id" },
                filter: "status <> 'Recognized'");

            migrationBuilder.CreateIndex(
                name: "ix_schedule_name",
                table: "schedule",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_source_uri",
                table: "source",
                column: "uri",
                unique: true);

            foreach (var statement in BiViews1.Create(Name))
            {
                migrationBuilder.Sql(statement + ";");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var statement in BiViews1.Drop(Name))
            {
                migrationBuilder.Sql(statement + ";");
            }

            migrationBuilder.DropTable(
                name: "api_key");

            migrationBuilder.DropTable(
                name: "chunk");

            migrationBuilder.DropTable(
                name: "job_model");

            migrationBuilder.DropTable(
                name: "object_event");

            migrationBuilder.DropTable(
                name: "prediction");

            migrationBuilder.DropTable(
                name: "job");

            migrationBuilder.DropTable(
                name: "label");

            migrationBuilder.DropTable(
                name: "recognition");

            migrationBuilder.DropTable(
                name: "schedule");

            migrationBuilder.DropTable(
                name: "image");

            migrationBuilder.DropTable(
                name: "model");

            migrationBuilder.DropTable(
                name: "source");
        }

        private static string Name(string view) => "bi_" + view;
    }
}
