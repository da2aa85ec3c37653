using System;
using BatchVision.Storage.Views;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchVision.Storage.Migrations.Sqlite
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

            migrationBuilder.AddColumn<DateOnly>(
                name: "ingested_on",
                table: "recognition",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateOnly(1, 1, 1));

            migrationBuilder.AddColumn<DateOnly>(
                name: "ingested_on",
                table: "prediction",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateOnly(1, 1, 1));

            migrationBuilder.AddColumn<DateOnly>(
                name: "ingested_on",
                table: "image",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateOnly(1, 1, 1));

            migrationBuilder.AddColumn<float>(
                name: "decode_seconds",
                table: "chunk",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<float>(
                name: "elapsed_seconds",
                table: "chunk",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<float>(
                name: "fetch_seconds",
                table: "chunk",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<float>(
                name: "infer_seconds",
                table: "chunk",
                type: "REAL",
                nullable: true);

            // Facts of an image carry its day from here on.
            migrationBuilder.Sql("UPDATE image SET ingested_on = substr(first_seen_at, 1, 10);");
            migrationBuilder.Sql("UPDATE recognition SET ingested_on = (SELECT i.ingested_on FROM image i WHERE i.image_id = recognition.image_id);");
            migrationBuilder.Sql("UPDATE prediction SET ingested_on = (SELECT i.ingested_on FROM image i WHERE i.image_id = prediction.image_id);");

            migrationBuilder.AddPrimaryKey(
                name: "pk_recognition",
                table: "recognition",
                columns: new[] { "image_id", "model_id", "ingested_on" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_prediction",
                table: "prediction",
                columns: new[] { "image_id", "model_id", "rank", "ingested_on" });

            migrationBuilder.AddForeignKey(
                name: "fk_prediction_recognition_image_id_model_id_ingested_on",
                table: "prediction",
                columns: new[] { "image_id", "model_id", "ingested_on" },
                principalTable: "recognition",
                principalColumns: new[] { "image_id", "model_id", "ingested_on" },
                onDelete: ReferentialAction.Cascade);

            foreach (var statement in BiViews3.Sqlite.Create())
            {
                migrationBuilder.Sql(statement + ";");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var statement in BiViews3.Sqlite.Drop())
            {
                migrationBuilder.Sql(statement + ";");
            }

            migrationBuilder.DropForeignKey(
                name: "fk_prediction_recognition_image_id_model_id_ingested_on",
                table: "prediction");

            migrationBuilder.DropPrimaryKey(
                name: "pk_recognition",
                table: "recognition");

            migrationBuilder.DropPrimaryKey(
                name: "pk_prediction",
                table: "prediction");

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

        private static string Name(string view) => "bi_" + view;
    }
}
