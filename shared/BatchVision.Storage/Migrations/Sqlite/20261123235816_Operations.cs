using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchVision.Storage.Migrations.Sqlite
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
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "listed_at",
                table: "chunk",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "trace_parent",
                table: "chunk",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "worker",
                table: "chunk",
                type: "TEXT",
                nullable: true);

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
