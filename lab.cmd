@echo off
rem Builds the lab command if its sources changed, then runs it. See experiments/README.md.
rem LAB_CONFIGURATION: Release (default), Debug, Cluster or Full.
setlocal
set "configuration=%LAB_CONFIGURATION%"
if "%configuration%"=="" set "configuration=Release"
set "project=%~dp0experiments\Petuum.Lab.Experiments"
set "log=%TEMP%\petuum-lab-build-%RANDOM%-%RANDOM%.log"

for %%c in (Release Debug Cluster Full) do if "%configuration%"=="%%c" goto known
echo lab: LAB_CONFIGURATION is '%configuration%'; use Release, Debug, Cluster or Full 1>&2
exit /b 1

:known
where dotnet >nul 2>nul
if errorlevel 1 (
    echo lab: there is no 'dotnet' on the PATH; install the .NET 10 SDK: https://dotnet.microsoft.com/download 1>&2
    exit /b 5
)

rem The build itself sees what changed; when nothing did it takes a second or two.
pushd "%~dp0"
dotnet build "%project%\Petuum.Lab.Experiments.csproj" --configuration %configuration% --verbosity quiet --nologo >"%log%" 2>&1
if errorlevel 1 (
    popd
    echo lab: the build failed 1>&2
    findstr /i "error" "%log%" 1>&2
    del "%log%"
    exit /b 5
)
popd
del "%log%"
dotnet "%project%\bin\%configuration%\net10.0\lab.dll" %*
exit /b %ERRORLEVEL%
