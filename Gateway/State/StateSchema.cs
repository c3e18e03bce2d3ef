using System.Data.Common;
using System.Globalization;

namespace Iris.Gateway.State;

/// <summary>The tables of the state, the same in SQLite and PostgreSQL, and the steps that bring an older state up to date.</summary>
internal static class StateSchema
{
    // Each step once, in order; a step that has landed is never changed.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE iris_usage (
            holder TEXT NOT NULL, kind TEXT NOT NULL, span TEXT NOT NULL,
            started BIGINT NOT NULL, used BIGINT NOT NULL, extra BIGINT NOT NULL DEFAULT 0, extra_windows INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (holder, kind, span));
        CREATE TABLE iris_holds (
            call TEXT NOT NULL, holder TEXT NOT NULL, kind TEXT NOT NULL, span TEXT NOT NULL,
            amount BIGINT NOT NULL, owner TEXT NOT NULL, expires BIGINT NOT NULL,
            PRIMARY KEY (call, holder, kind, span));
        CREATE INDEX iris_holds_of_counter ON iris_holds (holder, kind, span);
        CREATE INDEX iris_holds_of_owner ON iris_holds (owner);
        CREATE TABLE iris_calls (
            id TEXT NOT NULL PRIMARY KEY, time BIGINT NOT NULL, request_id TEXT NOT NULL, key_name TEXT, group_name TEXT, client TEXT, route TEXT,
            provider TEXT, destination TEXT, model TEXT, model_requested TEXT, operation TEXT NOT NULL, stream BIGINT NOT NULL,
            asked BIGINT, images BIGINT NOT NULL, size TEXT, status BIGINT NOT NULL, error_type TEXT,
            first_ms BIGINT, total_ms BIGINT NOT NULL, bytes_in BIGINT, bytes_out BIGINT,
            tokens_in BIGINT, tokens_out BIGINT, cost_nano BIGINT, cost_source TEXT, possibly_nano BIGINT, attempts BIGINT NOT NULL, prompt TEXT);
        CREATE INDEX iris_calls_by_time ON iris_calls (time, id);
        CREATE INDEX iris_calls_by_key ON iris_calls (key_name, time);
        CREATE INDEX iris_calls_by_request ON iris_calls (request_id);
        """,
        """
        CREATE TABLE iris_blobs (
            name TEXT NOT NULL PRIMARY KEY, sha256 TEXT, bytes BIGINT NOT NULL DEFAULT 0, refs BIGINT NOT NULL DEFAULT 0, touched BIGINT NOT NULL);
        CREATE INDEX iris_blobs_by_hash ON iris_blobs (sha256);
        CREATE INDEX iris_blobs_unused ON iris_blobs (touched) WHERE refs = 0;
        CREATE TABLE iris_files (
            id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, blob TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL,
            content_type TEXT NOT NULL, width BIGINT NOT NULL, height BIGINT NOT NULL,
            created BIGINT NOT NULL, expires BIGINT NOT NULL, owner TEXT);
        CREATE INDEX iris_files_by_expiry ON iris_files (expires);
        CREATE INDEX iris_files_by_age ON iris_files (created, id);
        """,
        """
        CREATE TABLE iris_answers (
            id TEXT NOT NULL PRIMARY KEY, request TEXT NOT NULL, state TEXT NOT NULL, owner TEXT NOT NULL, expires BIGINT NOT NULL, head TEXT, file TEXT);
        CREATE INDEX iris_answers_by_expiry ON iris_answers (expires);
        CREATE INDEX iris_answers_of_owner ON iris_answers (owner) WHERE state = 'running';
        """,
        """
        CREATE TABLE iris_jobs (
            id TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, key_name TEXT, state TEXT NOT NULL, version BIGINT NOT NULL,
            owner TEXT, lease BIGINT, ordered BIGINT NOT NULL DEFAULT 0, cancel BIGINT NOT NULL DEFAULT 0,
            created BIGINT NOT NULL, started BIGINT, ended BIGINT, expires BIGINT NOT NULL, ttl BIGINT NOT NULL,
            operation TEXT NOT NULL, path TEXT NOT NULL, headers TEXT NOT NULL, body TEXT NOT NULL,
            progress TEXT, status BIGINT, file TEXT, webhook TEXT, webhook_tries BIGINT NOT NULL DEFAULT 0, webhook_due BIGINT);
        CREATE INDEX iris_jobs_by_state ON iris_jobs (state, created);
        CREATE INDEX iris_jobs_by_holder ON iris_jobs (holder, state, started);
        CREATE INDEX iris_jobs_by_expiry ON iris_jobs (expires);
        CREATE INDEX iris_jobs_by_webhook ON iris_jobs (webhook_due) WHERE webhook_due IS NOT NULL;
        """,
        "ALTER TABLE iris_jobs ADD COLUMN placed TEXT",
    ];

    /// <summary>Brings the tables up to date, inside a transaction that nobody else can be in at the same time.</summary>
    /// <exception cref="StateException">The state was written by a newer program.</exception>
    public static async Task MigrateAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        await connection.ExecuteAsync(transaction, "CREATE TABLE IF NOT EXISTS iris_schema (version INTEGER NOT NULL)", cancellation);
        var version = Convert.ToInt32(
            await connection.ScalarAsync(transaction, "SELECT COALESCE(MAX(version), 0) FROM iris_schema", cancellation), CultureInfo.InvariantCulture);
        if (version > Steps.Length)
        {
            throw new StateException(string.Create(
                CultureInfo.InvariantCulture, $"the state was written by a newer program (version {version} of its tables, this one knows {Steps.Length})"));
        }
        for (; version < Steps.Length; version++)
        {
            await connection.ExecuteAsync(transaction, Steps[version], cancellation);
            await connection.ExecuteAsync(transaction, "INSERT INTO iris_schema (version) VALUES (@version)", cancellation, ("version", version + 1));
        }
    }
}
