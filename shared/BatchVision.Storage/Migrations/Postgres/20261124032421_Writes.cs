using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchVision.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Writes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_prediction_label_label_id",
                table: "prediction");

            migrationBuilder.DropForeignKey(
                name: "fk_prediction_recognition_image_id_model_id_ingested_on",
                table: "prediction");

            migrationBuilder.DropForeignKey(
                name: "fk_recognition_model_model_id",
                table: "recognition");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddForeignKey(
                name: "fk_prediction_label_label_id",
                table: "prediction",
                column: "label_id",
                principalTable: "label",
                principalColumn: "label_id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_prediction_recognition_image_id_model_id_ingested_on",
                table: "prediction",
                columns: new[] { "image_id", "model_id", "ingested_on" },
                principalTable: "recognition",
                principalColumns: new[] { "image_id", "model_id", "ingested_on" },
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_recognition_model_model_id",
                table: "recognition",
                column: "model_id",
                principalTable: "model",
                principalColumn: "model_id",
                onDelete: ReferentialAction.Restrict);
        }
    }
}
