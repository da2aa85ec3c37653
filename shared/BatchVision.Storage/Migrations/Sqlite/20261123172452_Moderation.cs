using BatchVision.Storage.Views;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchVision.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Moderation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "blocklist",
                columns: table => new
                {
                    blocklist_id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    hash = table.Column<long>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    added_at = table.Column<string>(type: "TEXT", nullable: false),
                    removed_at = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_blocklist", x => x.blocklist_id);
                });

            migrationBuilder.CreateTable(
                name: "policy",
                columns: table => new
                {
                    policy_id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<string>(type: "TEXT", nullable: false),
                    sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    document = table.Column<string>(type: "TEXT", nullable: false),
                    blocklist_distance = table.Column<int>(type: "INTEGER", nullable: false),
                    active = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<string>(type: "TEXT", nullable: false),
                    activated_at = table.Column<string>(type: "TEXT", nullable: false),
                    history_decided_at = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy", x => x.policy_id);
                });

            migrationBuilder.CreateTable(
                name: "blocklist_band",
                columns: table => new
                {
                    band = table.Column<int>(type: "INTEGER", nullable: false),
                    value = table.Column<int>(type: "INTEGER", nullable: false),
                    blocklist_id = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_blocklist_band", x => new { x.band, x.value, x.blocklist_id });
                    table.ForeignKey(
                        name: "fk_blocklist_band_blocklist_blocklist_id",
                        column: x => x.blocklist_id,
                        principalTable: "blocklist",
                        principalColumn: "blocklist_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "policy_category",
                columns: table => new
                {
                    policy_category_id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    policy_id = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    parent_name = table.Column<string>(type: "TEXT", nullable: true),
                    top_name = table.Column<string>(type: "TEXT", nullable: false),
                    level = table.Column<int>(type: "INTEGER", nullable: false),
                    safe_search = table.Column<string>(type: "TEXT", nullable: true),
                    azure = table.Column<string>(type: "TEXT", nullable: true),
                    review = table.Column<float>(type: "REAL", nullable: true),
                    block = table.Column<float>(type: "REAL", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy_category", x => x.policy_category_id);
                    table.ForeignKey(
                        name: "fk_policy_category_policy_policy_id",
                        column: x => x.policy_id,
                        principalTable: "policy",
                        principalColumn: "policy_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "policy_label",
                columns: table => new
                {
                    policy_id = table.Column<int>(type: "INTEGER", nullable: false),
                    label_id = table.Column<int>(type: "INTEGER", nullable: false),
                    policy_category_id = table.Column<int>(type: "INTEGER", nullable: false),
                    weight = table.Column<float>(type: "REAL", nullable: false),
                    min_score = table.Column<float>(type: "REAL", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy_label", x => new { x.policy_id, x.label_id, x.policy_category_id });
                    table.ForeignKey(
                        name: "fk_policy_label_label_label_id",
                        column: x => x.label_id,
                        principalTable: "label",
                        principalColumn: "label_id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_policy_label_policy_category_policy_category_id",
                        column: x => x.policy_category_id,
                        principalTable: "policy_category",
                        principalColumn: "policy_category_id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_policy_label_policy_policy_id",
                        column: x => x.policy_id,
                        principalTable: "policy",
                        principalColumn: "policy_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "policy_rule",
                columns: table => new
                {
                    policy_id = table.Column<int>(type: "INTEGER", nullable: false),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    policy_category_id = table.Column<int>(type: "INTEGER", nullable: false),
                    label_pattern = table.Column<string>(type: "TEXT", nullable: false),
                    model_pattern = table.Column<string>(type: "TEXT", nullable: false),
                    task = table.Column<string>(type: "TEXT", nullable: true),
                    weight = table.Column<float>(type: "REAL", nullable: false),
                    min_score = table.Column<float>(type: "REAL", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy_rule", x => new { x.policy_id, x.ordinal });
                    table.ForeignKey(
                        name: "fk_policy_rule_policy_category_policy_category_id",
                        column: x => x.policy_category_id,
                        principalTable: "policy_category",
                        principalColumn: "policy_category_id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_policy_rule_policy_policy_id",
                        column: x => x.policy_id,
                        principalTable: "policy",
                        principalColumn: "policy_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "verdict",
                columns: table => new
                {
                    image_id = table.Column<long>(type: "INTEGER", nullable: false),
                    policy_id = table.Column<int>(type: "INTEGER", nullable: false),
                    decision = table.Column<string>(type: "TEXT", nullable: false),
                    policy_category_id = table.Column<int>(type: "INTEGER", nullable: true),
                    score = table.Column<float>(type: "REAL", nullable: true),
                    label_id = table.Column<int>(type: "INTEGER", nullable: true),
                    failure = table.Column<string>(type: "TEXT", nullable: true),
                    blocklist_id = table.Column<int>(type: "INTEGER", nullable: true),
                    distance = table.Column<int>(type: "INTEGER", nullable: true),
                    decided_at = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_verdict", x => new { x.image_id, x.policy_id });
                    table.CheckConstraint("ck_verdict_decision", "decision IN ('allow', 'review', 'block')");
                    table.ForeignKey(
                        name: "fk_verdict_blocklist_blocklist_id",
                        column: x => x.blocklist_id,
                        principalTable: "blocklist",
                        principalColumn: "blocklist_id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_verdict_image_image_id",
                        column: x => x.image_id,
                        principalTable: "image",
                        principalColumn: "image_id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_verdict_label_label_id",
                        column: x => x.label_id,
                        principalTable: "label",
                        principalColumn: "label_id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_verdict_policy_category_policy_category_id",
                        column: x => x.policy_category_id,
                        principalTable: "policy_category",
                        principalColumn: "policy_category_id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_verdict_policy_policy_id",
                        column: x => x.policy_id,
                        principalTable: "policy",
                        principalColumn: "policy_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_blocklist_hash",
                table: "blocklist",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_policy_active",
                table: "policy",
                column: "active",
                unique: true,
                filter: "active");

            migrationBuilder.CreateIndex(
                name: "ix_policy_name_version",
                table: "policy",
                columns: new[] { "name", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_policy_category_policy_id_name",
                table: "policy_category",
                columns: new[] { "policy_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_verdict_blocklist_id",
                table: "verdict",
                column: "blocklist_id",
                filter: "blocklist_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_verdict_not_allowed",
                table: "verdict",
                columns: new[] { "policy_id", "decision", "image_id" },
                filter: "decision <> 'allow'");

            foreach (var statement in BiViews2.Create(Name))
            {
                migrationBuilder.Sql(statement + ";");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var statement in BiViews2.Drop(Name))
            {
                migrationBuilder.Sql(statement + ";");
            }

            migrationBuilder.DropTable(
                name: "blocklist_band");

            migrationBuilder.DropTable(
                name: "policy_label");

            migrationBuilder.DropTable(
                name: "policy_rule");

            migrationBuilder.DropTable(
                name: "verdict");

            migrationBuilder.DropTable(
                name: "blocklist");

            migrationBuilder.DropTable(
                name: "policy_category");

            migrationBuilder.DropTable(
                name: "policy");
        }

        private static string Name(string view) => "bi_" + view;
    }
}
