using Npgsql;
using Petuum.Lab.Grains;
using Petuum.Lab.Silo.Configuration;
using Petuum.Lab.Silo.Database;

namespace Petuum.Lab.Silo.Hosting;

/// <summary>What the settings of a silo name, found before its host is built.</summary>
/// <param name="Jobs">Where plans come from.</param>
/// <param name="Database">PostgreSQL; null if it is not needed.</param>
internal sealed record Resources(IJobSource Jobs, NpgsqlDataSource? Database)
{
    /// <summary>Looks for all of it; waits for the first silo if the rest is there.</summary>
    /// <exception cref="OptionException">Something cannot be used; says all that cannot.</exception>
    public static async Task<Resources> OpenAsync(SiloOptions options)
    {
        IJobSource? jobs = null;
        NpgsqlDataSource? database = null;
        List<OptionError> errors = [];
        Try(() => Ports.RequireFree(options), errors);
        Try(() => RequireCertificates(options.Tls), errors);
        Try(() => jobs = JobSources.Create(options), errors);
        await TryAsync(async () => database = await Schema.OpenAsync(options), errors);
        await TryAsync(() => RedisServer.RequireAsync(options), errors);
        if (errors.Count > 0)
        {
            throw new OptionException(errors);
        }

        await FirstSilo.WaitAsync(options, Console.Error);
        return new Resources(jobs!, database);
    }

    private static void RequireCertificates(TlsSection tls)
    {
        if (tls.Certificate.Length == 0)
        {
            return;
        }

        try
        {
            tls.ToOptions().RequireUsable(serves: true);
        }
        catch (TlsOptionsException failure)
        {
            throw new OptionException(new OptionError($"Tls:{failure.Option}", failure.Problem, failure.Remedy));
        }
    }

    private static void Try(Action step, List<OptionError> errors)
    {
        try
        {
            step();
        }
        catch (OptionException failure)
        {
            errors.AddRange(failure.Errors);
        }
    }

    private static async Task TryAsync(Func<Task> step, List<OptionError> errors)
    {
        try
        {
            await step();
        }
        catch (OptionException failure)
        {
            errors.AddRange(failure.Errors);
        }
    }
}
