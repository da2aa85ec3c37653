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
            // A handful of rows each, which autovacuum would never analyse: the planner then takes one source of images for a thousandth of them.
            migrationBuilder.Sql("ALTER TABLE source SET (autovacuum_analyze_threshold = 0); ALTER TABLE model SET (autovacuum_analyze_threshold = 0);");

            migrationBuilder.DropForeignKey(
                name: "fk_prediction_label_label_id",
                table: "prediction");

            migrationBuilder.DropForeignKey(
                name: "fk_prediction_recognition_image_id_model_id_ingested_on",
                table: "prediction");

            migrationBuilder.DropForeignKey(
                name: "fk_recognition_model_model_id",
                table: "recognition");

            migrationBuilder.DropForeignKey(
                name: "fk_verdict_blocklist_blocklist_id",
                table: "verdict");

            migrationBuilder.DropForeignKey(
                name: "fk_verdict_label_label_id",
                table: "verdict");

            migrationBuilder.DropForeignKey(
                name: "fk_verdict_policy_category_policy_category_id",
                table: "verdict");

            migrationBuilder.DropForeignKey(
                name: "fk_verdict_policy_policy_id",
                table: "verdict");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE source RESET (autovacuum_analyze_threshold); ALTER TABLE model RESET (autovacuum_analyze_threshold);");

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

            migrationBuilder.AddForeignKey(
                name: "fk_verdict_blocklist_blocklist_id",
                table: "verdict",
                column: "blocklist_id",
                principalTable: "blocklist",
                principalColumn: "blocklist_id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_verdict_label_label_id",
                table: "verdict",
                column: "label_id",
                principalTable: "label",
                principalColumn: "label_id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_verdict_policy_category_policy_category_id",
                table: "verdict",
                column: "policy_category_id",
                principalTable: "policy_category",
                principalColumn: "policy_category_id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_verdict_policy_policy_id",
                table: "verdict",
                column: "policy_id",
                principalTable: "policy",
                principalColumn: "policy_id",
                onDelete: ReferentialAction.Restrict);
        }
    }
}
