using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchVision.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class LabelName : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_label_name",
                table: "label",
                column: "name");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_label_name",
                table: "label");
        }
    }
}
