using System;
using BatchVision.Storage.Partitions;
using BatchVision.Storage.Views;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchVision.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Reporting : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var statement in BiViews2.Drop(Name).Concat(BiViews1.Drop(Name)))
            {
                migrationBuilder.Sql(statement + ";");
            }

            migrationBuilder.DropForeignKey(
                name: "fk_prediction_recognition_image_id_model_id",
                table: "prediction");

            migrationBuilder.DropPrimaryKey(
                name: "pk_recognition",
                table: "recognition");

            migrationBuilder.DropPrimaryKey(
                name: "pk_prediction",
                table: "prediction");

            migrationBuilder.DropIndex(
                name: "ix_prediction_label_id_score",
                table: "prediction");

            migrationBuilder.AddColumn<DateOnly>(
                name: "ingested_on",
                table: "recognition",
                type: "date",
                nullable: false,
                defaultValue: new DateOnly(1, 1, 1),
                comment: "ingested_on of the image: what these rows are partitioned by, where they are.");

            migrationBuilder.AddColumn<DateOnly>(
                name: "ingested_on",
                table: "prediction",
                type: "date",
                nullable: false,
                defaultValue: new DateOnly(1, 1, 1),
                comment: "ingested_on of the image: what these rows are partitioned by, where they are.");

            migrationBuilder.AddColumn<DateOnly>(
                name: "ingested_on",
                table: "image",
                type: "date",
                nullable: false,
                defaultValue: new DateOnly(1, 1, 1),
                comment: "The day of first_seen_at in UTC. It never changes, so that a repeated result finds the rows of the first.");

            migrationBuilder.AddColumn<float>(
                name: "decode_seconds",
                table: "chunk",
                type: "real",
                nullable: true,
                comment: "Seconds of decoding and resizing, added up over the images.");

            migrationBuilder.AddColumn<float>(
                name: "elapsed_seconds",
                table: "chunk",
                type: "real",
                nullable: true,
                comment: "Seconds in the worker, from its message to its result; null when the worker did not say, as are the next three.");

            migrationBuilder.AddColumn<float>(
                name: "fetch_seconds",
                table: "chunk",
                type: "real",
                nullable: true,
                comment: "Seconds of fetching, added up over the images: many are fetched at once.");

            migrationBuilder.AddColumn<float>(
                name: "infer_seconds",
                table: "chunk",
                type: "real",
                nullable: true,
                comment: "Seconds from decoded to answered, the wait for a batch included, added up over the images.");

            // Facts of an image carry its day from here on.
            migrationBuilder.Sql("UPDATE image SET ingested_on = (first_seen_at AT TIME ZONE 'UTC')::date;");
            migrationBuilder.Sql("UPDATE recognition SET ingested_on = (SELECT i.ingested_on FROM image i WHERE i.image_id = recognition.image_id);");
            migrationBuilder.Sql("UPDATE prediction SET ingested_on = (SELECT i.ingested_on FROM image i WHERE i.image_id = prediction.image_id);");

            // A row without a day would hide among the oldest.
            foreach (var table in new[] { "image", "recognition", "prediction" })
            {
                migrationBuilder.Sql($"ALTER TABLE {table} ALTER COLUMN ingested_on DROP DEFAULT;");
            }

            migrationBuilder.AddPrimaryKey(
                name: "pk_recognition",
                table: "recognition",
                columns: new[] { "image_id", "model_id", "ingested_on" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_prediction",
                table: "prediction",
                columns: new[] { "image_id", "model_id", "rank", "ingested_on" });

            // By the column of the view, which EF cannot say: "the last minutes" are a few pages.
            migrationBuilder.Sql($"CREATE INDEX ix_recognition_minute ON recognition USING brin (({BiViews3.Postgres.Minute("recognized_at")})) WITH (autosummarize = on);");

            migrationBuilder.CreateIndex(
                name: "ix_prediction_ingested_on",
                table: "prediction",
                column: "ingested_on")
                .Annotation("Npgsql:IndexMethod", "brin")
                .Annotation("Npgsql:StorageParameter:autosummarize", true);

            migrationBuilder.CreateIndex(
                name: "ix_prediction_label_id_score",
                table: "prediction",
                columns: new[] { "label_id", "score" })
                .Annotation("Npgsql:IndexInclude", new[] { "image_id" });

            migrationBuilder.CreateIndex(
                name: "ix_image_ingested_on",
                table: "image",
                column: "ingested_on")
                .Annotation("Npgsql:IndexMethod", "brin")
                .Annotation("Npgsql:StorageParameter:autosummarize", true);

            migrationBuilder.AddForeignKey(
                name: "fk_prediction_recognition_image_id_model_id_ingested_on",
                table: "prediction",
                columns: new[] { "image_id", "model_id", "ingested_on" },
                principalTable: "recognition",
                principalColumns: new[] { "image_id", "model_id", "ingested_on" },
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.Sql(PartitionFunction1.Storage + ";");
            migrationBuilder.Sql(PartitionFunction1.Create + ";");
            foreach (var statement in BiViews3.Postgres.Create().Concat(TableComments.Of(TargetModel)))
            {
                migrationBuilder.Sql(statement + ";");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var statement in BiViews3.Postgres.Drop())
            {
                migrationBuilder.Sql(statement + ";");
            }

            migrationBuilder.Sql(PartitionFunction1.Drop + ";");

            migrationBuilder.DropForeignKey(
                name: "fk_prediction_recognition_image_id_model_id_ingested_on",
                table: "prediction");

            migrationBuilder.DropPrimaryKey(
                name: "pk_recognition",
                table: "recognition");

            migrationBuilder.DropIndex(
                name: "ix_recognition_minute",
                table: "recognition");

            migrationBuilder.DropPrimaryKey(
                name: "pk_prediction",
                table: "prediction");

            migrationBuilder.DropIndex(
                name: "ix_prediction_ingested_on",
                table: "prediction");

            migrationBuilder.DropIndex(
                name: "ix_prediction_label_id_score",
                table: "prediction");

            migrationBuilder.DropIndex(
                name: "ix_image_ingested_on",
                table: "image");

            migrationBuilder.DropColumn(
                name: "ingested_on",
                table: "recognition");

            migrationBuilder.DropColumn(
                name: "ingested_on",
                table: "prediction");

            migrationBuilder.DropColumn(
                name: "ingested_on",
                table: "image");

            migrationBuilder.DropColumn(
                name: "decode_seconds",
                table: "chunk");

            migrationBuilder.DropColumn(
                name: "elapsed_seconds",
                table: "chunk");

            migrationBuilder.DropColumn(
                name: "fetch_seconds",
                table: "chunk");

            migrationBuilder.DropColumn(
                name: "infer_seconds",
                table: "chunk");

            migrationBuilder.AddPrimaryKey(
                name: "pk_recognition",
                table: "recognition",
                columns: new[] { "image_id", "model_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_prediction",
                table: "prediction",
                columns: new[] { "image_id", "model_id", "rank" });

            migrationBuilder.CreateIndex(
                name: "ix_prediction_label_id_score",
                table: "prediction",
                columns: new[] { "label_id", "score" });

            migrationBuilder.AddForeignKey(
                name: "fk_prediction_recognition_image_id_model_id",
                table: "prediction",
                columns: new[] { "image_id", "model_id" },
                principalTable: "recognition",
                principalColumns: new[] { "image_id", "model_id" },
                onDelete: ReferentialAction.Cascade);

            foreach (var statement in BiViews1.Create(Name).Concat(BiViews2.Create(Name)))
            {
                migrationBuilder.Sql(statement + ";");
            }
        }

        private static string Name(string view) => "bi." + view;
    }
}
