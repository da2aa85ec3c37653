using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchVision.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Operations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<float>(
                name: "image_seconds",
                table: "chunk",
                type: "real",
                nullable: true,
                comment: "Seconds that one image took this worker while it was busy, as it measured lately: its capacity is the inverse.");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "listed_at",
                table: "chunk",
                type: "timestamp with time zone",
                nullable: true,
                comment: "When its images were listed, or the oldest event among them happened; null for chunks of earlier versions.");

            migrationBuilder.AddColumn<string>(
                name: "trace_parent",
                table: "chunk",
                type: "text",
                nullable: true,
                comment: "Trace of the listing page or event that made it (W3C traceparent); null where nothing was traced.",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "worker",
                table: "chunk",
                type: "text",
                nullable: true,
                comment: "The worker that answered it; null when it did not say.",
                collation: "C");

            migrationBuilder.CreateIndex(
                name: "ix_chunk_done",
                table: "chunk",
                column: "done_at",
                filter: "status = 'done'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_chunk_done",
                table: "chunk");

            migrationBuilder.DropColumn(
                name: "image_seconds",
                table: "chunk");

            migrationBuilder.DropColumn(
                name: "listed_at",
                table: "chunk");

            migrationBuilder.DropColumn(
                name: "trace_parent",
                table: "chunk");

            migrationBuilder.DropColumn(
                name: "worker",
                table: "chunk");
        }
    }
}
