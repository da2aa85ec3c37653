using BatchVision.Storage.Views;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BatchVision.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class BiViews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
        }

        private static string Name(string view) => "bi_" + view;
    }
}
